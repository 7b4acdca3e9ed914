package dev.crowai.gateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decodes gzip that comes from a service (RFC 1952). Gzip content may be several members in a row. The JDK's stream calls
 * {@link #read(byte[], int, int)} once more for each member without content, so thousands of them would overflow the
 * stack. This class counts the calls and refuses such content. Not thread-safe.
 */
public final class GzipDecoder extends GZIPInputStream {
    /** The maximum number of members without content in a row. Services send none or one. */
    static final int MOST_EMPTY = 100;

    private int calls;

    /**
     * A decoder of this source.
     *
     * @throws IOException when the source does not begin with gzip
     */
    public GzipDecoder(InputStream source) throws IOException {
        super(source);
    }

    /**
     * Reads decoded bytes.
     *
     * @throws ZipException when more than {@link #MOST_EMPTY} members without content follow each other
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (calls > MOST_EMPTY) {
            throw new ZipException("too many members without content");
        }
        calls++;
        try {
            return super.read(into, offset, length);
        } finally {
            calls--;
        }
    }
}
