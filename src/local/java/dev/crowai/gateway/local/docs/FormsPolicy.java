package dev.crowai.gateway.local.docs;

import dev.crowai.gateway.identity.Sha256;
import java.util.Base64;

/**
 * The content policy of the docs page with forms: that of the page as deployed, and on top this one script and this one
 * style sheet by their hashes, and requests to the addresses of the forms alone (Content Security Policy 3 §2.3.1).
 */
final class FormsPolicy {
    private FormsPolicy() {}

    /**
     * Extends a policy.
     *
     * @param deployed the policy of the page as deployed, with one {@code style-src}
     * @param script the whole text of the script element
     * @param style the whole text of the style element
     * @param addresses the URLs that the script may request, separated by blanks
     */
    static String of(String deployed, String script, String style, String addresses) {
        return deployed.replace("style-src ", "style-src " + hash(style) + " ")
                + "; script-src " + hash(script)
                + "; connect-src " + addresses
                + "; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static String hash(String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(Sha256.utf8(text))) + "'";
    }
}
