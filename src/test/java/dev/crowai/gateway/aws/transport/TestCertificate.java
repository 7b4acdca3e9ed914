package dev.crowai.gateway.aws.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for {@code localhost} alone, made by the JDK's {@code keytool} for one test, and who trusts it. */
public final class TestCertificate {
    private static final String PASSWORD = "of-a-test";

    private final SSLContext context;

    private TestCertificate(SSLContext context) {
        this.context = context;
    }

    /**
     * Makes one.
     *
     * @param directory for the key store, which nobody needs afterwards
     */
    public static TestCertificate make(Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("localhost.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(output);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new TestCertificate(context(in));
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    private static SSLContext context(InputStream in) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(in, PASSWORD.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("localhost", store.getCertificate("localhost"));
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The side of the service, and of a client that trusts it. */
    public SSLContext context() {
        return context;
    }
}
