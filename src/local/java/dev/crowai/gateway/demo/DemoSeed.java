package dev.crowai.gateway.demo;

/**
 * What the demo services know from the start, always the same, so that a command pasted yesterday works today. None of
 * it opens anything but the demo services.
 */
final class DemoSeed {
    static final String PASSWORD = "Passw0rd!123";
    static final String SESSION_TOKEN = "AnnLocalDemoSessionAnnLocalDemoS";
    static final String API_KEY = "crow_AnnLocalDemoKeyAnnLocalDemoKeyAn";

    private DemoSeed() {}
}
