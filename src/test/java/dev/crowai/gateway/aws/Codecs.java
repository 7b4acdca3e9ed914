package dev.crowai.gateway.aws;

import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.gateway.FrontProxy;
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
}
