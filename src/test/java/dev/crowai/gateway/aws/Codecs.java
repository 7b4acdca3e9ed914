package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.gateway.FrontProxy;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.identity.Secret;
import java.util.Optional;

/** Codecs for tests, of deployments whose proxy in front sends {@link #ORIGIN_SECRET}. */
public final class Codecs {
    public static final String ORIGIN_SECRET = "local-origin-secret";

    private static final OriginSecrets SECRETS =
            new OriginSecrets(Optional.of(Secret.of(ORIGIN_SECRET)), Optional.empty());

    private Codecs() {}

    public static HttpApiCodec codec() {
        return of(FrontProxy.NONE);
    }

    /** A codec that takes the client's address from this header. */
    public static HttpApiCodec trusting(String header) {
        return of(new FrontProxy(FrontProxy.Verify.URL, Optional.of(header), Optional.empty()));
    }

    private static HttpApiCodec of(FrontProxy front) {
        return new HttpApiCodec(front, () -> SECRETS, () -> "random-id");
    }

    /** The request that the event is. */
    public static Arrival accepted(APIGatewayV2HTTPEvent event) {
        Arrival arrival = codec().decode(event);
        assertThat(arrival.fault()).isEmpty();
        return arrival;
    }

    /** Why the event is no request. */
    public static Problem refused(APIGatewayV2HTTPEvent event) {
        Optional<Problem> fault = codec().decode(event).fault();
        assertThat(fault).isPresent();
        return fault.orElseThrow();
    }
}
