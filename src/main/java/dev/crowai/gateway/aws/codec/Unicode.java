package dev.crowai.gateway.aws.codec;

/** Checks texts from JSON, which may contain characters that UTF-8 cannot encode. */
final class Unicode {
    private Unicode() {}

    /**
     * Whether every surrogate is part of a pair, so that the text can be encoded in UTF-8 and decoded without a change.
     */
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
