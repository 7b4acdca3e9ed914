package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.StoreException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** A call to the table, and the meaning of its failure. */
final class TableCall {
    private TableCall() {}

    /** Makes a call. Every failure is thrown as a {@link StoreException}. */
    static <T> T of(String operation, Supplier<T> request) throws StoreException {
        try {
            return request.get();
        } catch (SdkException failure) {
            throw failed(operation, failure);
        }
    }

    /** Makes a call with a condition. An unmet condition is thrown as it is. */
    static <T> T conditional(String operation, Supplier<T> request) throws StoreException {
        try {
            return request.get();
        } catch (ConditionalCheckFailedException unmet) {
            throw unmet;
        } catch (SdkException failure) {
            throw failed(operation, failure);
        }
    }

    private static StoreException failed(String operation, SdkException failure) {
        String what = operation + " failed: " + failure.getClass().getSimpleName();
        return isAboutTheItem(failure) ? StoreException.ofItem(what, failure) : new StoreException(what, failure);
    }

    /** Whether the expression of an update does not fit the types of the stored attributes. */
    private static boolean isAboutTheItem(SdkException failure) {
        return failure instanceof AwsServiceException refusal
                && refusal.awsErrorDetails() != null
                && "ValidationException".equals(refusal.awsErrorDetails().errorCode());
    }
}
