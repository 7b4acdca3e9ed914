package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Encodes a stored response as bytes: a version, the length and the CRC-32C of the content, and the content, which is
 * compressed with deflate (RFC 1951) where that saves space. Bytes of another version and damaged bytes count as no
 * response.
 */
final class StoredFormat {
    private static final int VERSION = 2;
    private static final int PREFIX = 1 + 2 * Integer.BYTES;

    /**
     * The maximum length in bytes, larger than any response that the gateway can return. A greater length means that
     * the bytes are damaged.
     */
    private static final int LONGEST = 16 * 1024 * 1024;

    /** The minimum size in bytes for compression; below it, compression costs more than it saves. */
    private static final int WORTH_DEFLATING = 512;

    private StoredFormat() {}

    /** The bytes; empty when they exceed {@code limit} even after compression. */
    static Optional<byte[]> encode(StoredResponse response, int limit) {
        byte[] plain = plain(response);
        byte[] packed = plain.length < WORTH_DEFLATING || (isCoded(response) && plain.length <= limit - PREFIX)
                ? plain
                : deflated(plain, Math.min(plain.length, limit - PREFIX)).orElse(plain);
        if (packed.length > limit - PREFIX || plain.length > LONGEST) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(PREFIX + packed.length);
        writing(bytes, out -> {
            out.writeByte(VERSION);
            out.writeInt(plain.length);
            out.writeInt(checksum(plain));
            out.write(packed);
        });
        return Optional.of(bytes.toByteArray());
    }

    private static int checksum(byte[] plain) {
        CRC32C crc = new CRC32C();
        crc.update(plain);
        return (int) crc.getValue();
    }

    private static boolean isCoded(StoredResponse response) {
        return response.headers().has("Content-Encoding");
    }

    private static byte[] plain(StoredResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(response.body().length() + 512);
        writing(bytes, out -> {
            out.writeShort(response.status());
            out.writeLong(response.received().toEpochMilli());
            out.writeLong(response.initialAge());
            out.writeLong(response.generation().number());
            out.writeLong(response.generation().until());
            writeText(out, response.selection());
            out.writeShort(response.headers().fields().size());
            for (Headers.Field field : response.headers().fields()) {
                writeText(out, field.name());
                writeText(out, field.value());
            }
            out.write(response.body().toByteArray());
        });
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /** Writes to a stream in memory, which never fails. */
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static void writing(ByteArrayOutputStream bytes, Writing writing) {
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    /** The compressed bytes; empty as soon as they are certain to reach {@code limit} bytes. */
    private static Optional<byte[]> deflated(byte[] plain, int limit) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] out = new byte[limit];
            int length = 0;
            while (!deflater.finished() && length < limit) {
                length += deflater.deflate(out, length, limit - length);
            }
            return deflater.finished() && length < plain.length
                    ? Optional.of(Arrays.copyOf(out, length))
                    : Optional.empty();
        }
    }

    static Optional<StoredResponse> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            int length = in.readInt();
            if (length < 0 || length > LONGEST) {
                return Optional.empty();
            }
            int checksum = in.readInt();
            byte[] packed = in.readAllBytes();
            byte[] plain = packed.length == length ? packed : inflated(packed, length);
            return checksum(plain) == checksum ? Optional.of(response(plain)) : Optional.empty();
        } catch (IOException | DataFormatException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static byte[] inflated(byte[] packed, int length) throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            byte[] plain = new byte[length];
            int read = 0;
            while (read < length && !inflater.needsInput() && !inflater.finished()) {
                read += inflater.inflate(plain, read, length - read);
            }
            if (read < length) {
                throw new DataFormatException("shorter than it says");
            }
            return plain;
        }
    }

    private static StoredResponse response(byte[] plain) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
            int status = in.readUnsignedShort();
            Instant received = Instant.ofEpochMilli(in.readLong());
            long initialAge = in.readLong();
            Generation generation = new Generation(in.readLong(), in.readLong());
            String selection = readText(in);
            Headers headers = readHeaders(in);
            return new StoredResponse(
                    status, headers, Body.of(in.readAllBytes()), received, initialAge, generation, selection);
        }
    }

    private static Headers readHeaders(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        List<Headers.Field> fields = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            fields.add(new Headers.Field(readText(in), readText(in)));
        }
        return Headers.of(fields);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("longer than what is left");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
