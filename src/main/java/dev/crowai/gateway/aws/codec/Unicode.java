package dev.crowai.gateway.aws.codec;

/** What JSON can hold and UTF-8 cannot. */
final class Unicode {
    private Unicode() {}

    /** Whether every surrogate has its other half, so that the text is the same after a trip through UTF-8. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
