package dev.crowai.gateway.upstream;

import dev.crowai.gateway.upstream.UpstreamException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What a failure of the JDK's client means when no complete response head had arrived. The JDK tells some of it by its
 * messages alone; {@code WireTest} holds them against a server, so that another JDK cannot change them unnoticed. Pure.
 */
final class ExchangeFailure {
    /** The JDK refuses a 204 that announces content, before its fields can be read. */
    private static final String NO_CONTENT_WITH_FRAMING = "unexpected content length header with 204 response";

    /** How the JDK's messages about a response head begin that ends early, but not about one of which nothing came. */
    private static final String PARTIAL_HEAD = "parsing HTTP/1.1 ";

    private ExchangeFailure() {}

    /** Whether the response was a 204 with framing fields that announce content. */
    static boolean isNoContentWithFraming(Throwable failure) {
        return hasMessage(failure, NO_CONTENT_WITH_FRAMING);
    }

    static Kind kind(Throwable failure) {
        return switch (failure) {
            case HttpConnectTimeoutException _, ConnectException _ -> Kind.UNREACHABLE;
            case HttpTimeoutException _ -> Kind.TIMEOUT;
            case ProtocolException _ -> Kind.UNUSABLE;
            case IOException broken -> hasMessage(broken, PARTIAL_HEAD) ? Kind.BROKEN_OFF : Kind.UNREACHABLE;
            default -> Kind.UNUSABLE;
        };
    }

    /** Whether there was no connection at all. */
    static boolean isOfConnecting(UpstreamException failure) {
        return failure.getCause() instanceof ConnectException
                || failure.getCause() instanceof HttpConnectTimeoutException;
    }

    /**
     * Whether a connection was reset before any byte of a response came, and the JDK has not repeated the request: after
     * that it tells the reset as the cause of another exception.
     */
    static boolean isReset(UpstreamException failure) {
        return failure.kind() == Kind.UNREACHABLE
                && failure.getCause() instanceof SocketException reset
                && !(reset instanceof ConnectException);
    }

    private static boolean hasMessage(Throwable failure, String beginning) {
        return Optional.ofNullable(failure.getMessage())
                .filter(message -> message.startsWith(beginning))
                .isPresent();
    }

    /** The failure of an exchange without what a future puts around it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
