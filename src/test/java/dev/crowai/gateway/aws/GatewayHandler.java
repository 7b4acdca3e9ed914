package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.gateway.TestGateway;
import org.jspecify.annotations.Nullable;

/** Stands where the function stands: the same codec, in front of a gateway whose services are in memory. */
record GatewayHandler(TestGateway gateway, HttpApiCodec codec)
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    /** With the settings and keys that the gateway has by now. */
    GatewayHandler(TestGateway gateway) {
        this(
                gateway,
                new HttpApiCodec(
                        gateway.settings().frontProxy(), () -> gateway.secrets().origin(), () -> "made-here"));
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(@Nullable APIGatewayV2HTTPEvent event, @Nullable Context context) {
        return codec.encode(gateway.handle(codec.decode(event)));
    }
}
