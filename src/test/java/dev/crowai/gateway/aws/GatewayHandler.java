package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.gateway.TestGateway;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands where the function stands: the same codec, in front of a gateway whose services are in memory. */
record GatewayHandler(TestGateway gateway) implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private static final HttpApiCodec CODEC = new HttpApiCodec(Optional.empty(), () -> "made-here");

    @Override
    public APIGatewayV2HTTPResponse handleRequest(@Nullable APIGatewayV2HTTPEvent event, @Nullable Context context) {
        return CODEC.encode(gateway.handle(CODEC.decode(event)));
    }
}
