package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.codec.EventReader;
import dev.crowai.gateway.aws.codec.EventResponseWriter;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Stands where the function stands: the same codec, in front of a gateway whose services are in memory. */
record GatewayHandler(TestGateway gateway, HttpApiCodec codec) implements RequestStreamHandler {
    private static final EventReader READER = new EventReader();
    private static final EventResponseWriter WRITER = new EventResponseWriter();

    /** With the settings and keys that the gateway has by now. */
    GatewayHandler(TestGateway gateway) {
        this(
                gateway,
                new HttpApiCodec(
                        gateway.settings().frontProxy(), () -> gateway.secrets().origin(), () -> "made-here"));
    }

    @Override
    public void handleRequest(InputStream payload, OutputStream out, @Nullable Context context) throws IOException {
        WRITER.write(respond(READER.read(payload).orElse(null)), out);
    }

    /** Without the way through JSON. */
    APIGatewayV2HTTPResponse respond(@Nullable APIGatewayV2HTTPEvent event) {
        return codec.encode(gateway.handle(codec.decode(event)));
    }
}
