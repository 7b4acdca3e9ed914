package dev.crowai.gateway.aws.codec;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.gateway.FrontProxy;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.payload.PayloadForm;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Converts between the events of an API Gateway HTTP API or a Lambda function URL (payload 2.0) and the gateway's own
 * messages (SPEC "The event and the path"). It throws no exception, whatever an event contains.
 */
public final class HttpApiCodec {
    /** The form of the ids of API Gateway, which are base64. */
    private static final Pattern PLATFORM_ID = Pattern.compile("[A-Za-z0-9._=+/-]{1,128}");

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?");

    private final OriginVerification origin;
    private final ClientAddressSource trusting;
    private final ClientAddressSource distrusting;
    private final Optional<String> clientIpHeader;
    private final Optional<String> publicHost;
    private final Supplier<String> requestIds;

    /**
     * A codec for one deployment.
     *
     * @param front the proxy in front of the gateway
     * @param secrets the secrets of that proxy; read again for each request that contains or must contain a secret
     * @param requestIds returns a new request id at every call, for events without an id
     */
    public HttpApiCodec(FrontProxy front, Supplier<OriginSecrets> secrets, Supplier<String> requestIds) {
        this.origin = new OriginVerification(front.verify(), secrets);
        this.trusting = new ClientAddressSource(front.clientIpHeader());
        this.distrusting = new ClientAddressSource(Optional.empty());
        this.clientIpHeader = front.clientIpHeader();
        this.publicHost = front.publicHost();
        this.requestIds = requestIds;
    }

    /** The request of an event. */
    public Arrival decode(@Nullable APIGatewayV2HTTPEvent nullable) {
        APIGatewayV2HTTPEvent event = Optional.ofNullable(nullable).orElseGet(APIGatewayV2HTTPEvent::new);
        RequestContext context = Optional.ofNullable(event.getRequestContext()).orElseGet(RequestContext::new);
        RequestContext.Http http = Optional.ofNullable(context.getHttp()).orElseGet(RequestContext.Http::new);

        Decoded<Boolean> shape = shape(event, http);
        Decoded<String> path =
                EventPath.decode(text(event.getRawPath()), text(context.getDomainName()), text(context.getStage()));
        Decoded<Headers> headers = EventHeaders.decode(event.getHeaders(), event.getCookies());
        Decoded<Method> method = method(text(http.getMethod()));
        Decoded<Body> body = EventBody.decode(text(event.getBody()), event.getIsBase64Encoded());

        boolean throughProxy = origin.matches(headers.value());
        ClientAddressSource addresses = throughProxy ? trusting : distrusting;
        ClientAddress client = addresses.of(headers.value(), text(http.getSourceIp()));
        Request request = new Request(
                method.value(),
                path.value(),
                text(event.getRawQueryString()),
                withoutProxyFields(headers.value()),
                body.value(),
                client,
                publicHost.orElseGet(() -> host(text(context.getDomainName()), headers.value())));
        Optional<Problem> fault = origin.refusal(throughProxy, Door.of(text(context.getDomainName())))
                .or(() -> Stream.of(shape, path, headers, method, body)
                        .flatMap(part -> part.fault().stream())
                        .findFirst());
        return new Arrival(request, fault, requestId(headers.value(), text(context.getRequestId())));
    }

    /** The fields of the proxy in front are used in this class only, because a client may write them too. */
    private Headers withoutProxyFields(Headers headers) {
        Headers kept = OriginVerification.withoutSecret(headers);
        return clientIpHeader.map(kept::without).orElse(kept);
    }

    private static Decoded<Boolean> shape(APIGatewayV2HTTPEvent event, RequestContext.Http http) {
        return event.getRawPath() == null
                        || event.getHeaders() == null
                        || text(http.getMethod()).isEmpty()
                ? Decoded.malformed(false, "The event is not an HTTP request with payload format 2.0")
                : Decoded.of(true);
    }

    private static Decoded<Method> method(String token) {
        return Method.parse(token)
                .map(Decoded::of)
                .orElseGet(() -> Decoded.faulty(Method.GET, Problem.methodNotAllowed(Method.ALLOWED)));
    }

    private static String host(String domainName, Headers headers) {
        return Stream.of(domainName, headers.first("Host").orElse(""))
                .filter(host -> HOST.matcher(host).matches())
                .findFirst()
                .orElse("localhost");
    }

    private String requestId(Headers headers, String platformId) {
        return headers.first("X-Request-Id")
                .filter(IdSyntax::isId)
                .or(() -> Optional.of(platformId)
                        .filter(id -> PLATFORM_ID.matcher(id).matches()))
                .orElseGet(requestIds);
    }

    private static String text(@Nullable String nullable) {
        return nullable == null ? "" : nullable;
    }

    /**
     * The result of the function for a response. It is never larger than Lambda's limit; a response that is too large
     * is replaced by a 502. Cookies are in {@code cookies} only, and the platform sets {@code Content-Length}.
     */
    public APIGatewayV2HTTPResponse encode(Response response) {
        return PayloadForm.of(response).map(form -> encode(response, form)).orElseGet(() -> encode(tooLarge(response)));
    }

    private static Response tooLarge(Response response) {
        return Problem.badGateway("The response is larger than 6 MB")
                .toResponse(response.header("X-Request-Id")
                        .filter(id -> PLATFORM_ID.matcher(id).matches())
                        .orElse(""));
    }

    private static APIGatewayV2HTTPResponse encode(Response response, PayloadForm form) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Headers.Field field : response.headers()
                .without("Set-Cookie")
                .without("Content-Length")
                .fields()) {
            headers.merge(field.name(), field.value(), (first, more) -> first + ", " + more);
        }
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(response.status())
                .withHeaders(headers)
                .withCookies(response.headers().all("Set-Cookie"))
                .withBody(form.body())
                .withIsBase64Encoded(form.base64())
                .build();
    }
}
