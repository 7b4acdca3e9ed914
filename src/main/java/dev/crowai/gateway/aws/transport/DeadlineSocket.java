package dev.crowai.gateway.aws.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;

/**
 * A socket whose reads end at one point in time, even if the bytes arrive slowly. So TLS over this socket ends then
 * too. A read after that time throws {@link java.net.SocketTimeoutException}.
 */
final class DeadlineSocket extends Socket {
    private volatile Expiry expiry;

    DeadlineSocket(Expiry expiry) {
        super(Proxy.NO_PROXY);
        this.expiry = expiry;
    }

    /** Sets the deadline for the next exchange. */
    void expires(Expiry next) {
        expiry = next;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Reads(super.getInputStream());
    }

    private final class Reads extends FilterInputStream {
        Reads(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            setSoTimeout(expiry.millis());
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            setSoTimeout(expiry.millis());
            return in.read(into, offset, length);
        }
    }
}
