package dev.crowai.gateway.aws.priming;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.JdkUpstream;
import dev.crowai.gateway.upstream.Upstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.net.URI;

/**
 * Services in memory whose every call is also sent to a {@link PrimingServer}, by the client that sends real calls. The
 * gateway gets the response of the services in memory.
 *
 * @param client sends the calls
 * @param server the address of the server
 * @param services give the responses
 */
record LoopbackUpstream(JdkUpstream client, URI server, Upstream services) implements Upstream {
    @Override
    public Response send(Call call) throws UpstreamException {
        URI uri = server.resolve(call.uri().getRawPath());
        var _ = client.send(new Call(call.method(), uri, call.headers(), call.body(), call.timeout(), call.source()));
        return services.send(call);
    }
}
