package dev.crowai.gateway.upstream;

import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Classifies a failure of the JDK's client before a complete response head. Some failures differ in the JDK's message
 * only. {@code WireTest} checks these messages against a server, so that a change in another JDK is noticed. Pure.
 */
final class ExchangeFailure {
    /** The JDK's message for a 204 that announces content. The JDK refuses it before its fields can be read. */
    private static final String NO_CONTENT_WITH_FRAMING = "unexpected content length header with 204 response";

    /**
     * How the JDK's messages begin when a response head ends early. The message is another one when no byte arrived.
     */
    private static final String PARTIAL_HEAD = "parsing HTTP/1.1 ";

    private ExchangeFailure() {}

    /** Whether the response was a 204 whose framing fields announce content. */
    static boolean isNoContentWithFraming(Throwable failure) {
        return hasMessage(failure, NO_CONTENT_WITH_FRAMING);
    }

    static FailureKind kind(Throwable failure) {
        return switch (failure) {
            case HttpConnectTimeoutException _, ConnectException _ -> FailureKind.UNREACHABLE;
            case HttpTimeoutException _ -> FailureKind.TIMEOUT;
            case ProtocolException _ -> FailureKind.UNUSABLE;
            case IOException broken ->
                hasMessage(broken, PARTIAL_HEAD) ? FailureKind.BROKEN_OFF : FailureKind.UNREACHABLE;
            default -> FailureKind.UNUSABLE;
        };
    }

    /** Whether the connection could not be opened. */
    static boolean isOfConnecting(UpstreamException failure) {
        return failure.getCause() instanceof ConnectException
                || failure.getCause() instanceof HttpConnectTimeoutException;
    }

    /**
     * Whether the connection was reset before the first byte of a response, and the JDK has not retried the request.
     * After a retry, the JDK reports the reset as the cause of another exception.
     */
    static boolean isReset(UpstreamException failure) {
        return failure.kind() == FailureKind.UNREACHABLE
                && failure.getCause() instanceof SocketException reset
                && !(reset instanceof ConnectException);
    }

    private static boolean hasMessage(Throwable failure, String beginning) {
        return Optional.ofNullable(failure.getMessage())
                .filter(message -> message.startsWith(beginning))
                .isPresent();
    }

    /** The failure of an exchange, without the exceptions in which a future wraps it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
