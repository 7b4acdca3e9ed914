package dev.crowai.gateway.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.HttpIdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The verification of a token whose key is known. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JwtBench {
    private final KeyPair pair = Platform.rsa();
    private final JwtVerifier verifier = new JwtVerifier(keySets(), Optional.empty(), Exchanges.CLOCK);
    private final Exchange exchange = Exchanges.get("/api/v1/products");
    private final Credential.BearerJwt token = new Credential.BearerJwt(Secret.of(JWT.create()
            .withKeyId("key-1")
            .withSubject("ann")
            .withExpiresAt(Exchanges.NOW.plusSeconds(900))
            .sign(Algorithm.RSA256(null, (RSAPrivateKey) pair.getPrivate()))));

    private KeySets keySets() {
        String set = Platform.jwks("key-1", (RSAPublicKey) pair.getPublic());
        PlatformSecrets secrets =
                new PlatformSecrets(Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty());
        return new KeySets(
                new HttpIdentityService(
                        Exchanges.SERVICES.auth(),
                        Exchanges.SERVICES.organizations(),
                        Exchanges.SERVICES.users(),
                        _ -> Response.json(200, set),
                        () -> secrets,
                        Runnable::run),
                Exchanges.CLOCK);
    }

    @Benchmark
    public Optional<Identity> verify() throws LookupException {
        return verifier.verify(token, exchange);
    }
}
