package dev.crowai.gateway.http;

/** Finds where an event of a {@code text/event-stream} ends (WHATWG HTML §9.2.5). Pure. */
public final class EventBoundary {
    private static final int BYTE_ORDER_MARK = 3;

    private EventBoundary() {}

    /**
     * The index after the last blank line; 0 when there is none. Lines end with LF, CR or CRLF; the stream may begin
     * with a byte order mark.
     *
     * @param stream bytes in UTF-8
     * @param length how many of these bytes to read, from 0 to the length of the array
     */
    public static int last(byte[] stream, int length) {
        int end = 0;
        boolean lineIsEmpty = true;
        for (int i = hasByteOrderMark(stream, length) ? BYTE_ORDER_MARK : 0; i < length; i++) {
            if (stream[i] != '\n' && stream[i] != '\r') {
                lineIsEmpty = false;
                continue;
            }
            if (stream[i] == '\r' && i + 1 < length && stream[i + 1] == '\n') {
                i++;
            }
            if (lineIsEmpty) {
                end = i + 1;
            }
            lineIsEmpty = true;
        }
        return end;
    }

    private static boolean hasByteOrderMark(byte[] stream, int length) {
        return length >= BYTE_ORDER_MARK
                && stream[0] == (byte) 0xEF
                && stream[1] == (byte) 0xBB
                && stream[2] == (byte) 0xBF;
    }
}
