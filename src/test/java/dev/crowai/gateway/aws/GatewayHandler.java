package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crowai.gateway.aws.codec.EventReader;
import dev.crowai.gateway.aws.codec.EventResponseWriter;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.gateway.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands where the function stands: the same codec, in front of a gateway whose services are in memory. */
record GatewayHandler(TestGateway gateway) implements RequestStreamHandler {
    private static final HttpApiCodec CODEC = new HttpApiCodec(Optional.empty(), () -> "made-here");
    private static final EventReader READER = new EventReader();
    private static final EventResponseWriter WRITER = new EventResponseWriter();

    @Override
    public void handleRequest(InputStream payload, OutputStream out, @Nullable Context context) throws IOException {
        WRITER.write(
                CODEC.encode(gateway.handle(CODEC.decode(READER.read(payload).orElse(null)))), out);
    }
}
