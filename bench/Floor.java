import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The least that a gateway on Lambda must do, in the usual way: count a request in DynamoDB with the SDK's client, then
 * forward it with the JDK's client. The yardstick compares starts and memory with it.
 */
public final class Floor implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final String service = System.getenv("AUTH_SERVICE_URL");
    private final String table = System.getenv("CACHE");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DynamoDbClient store = DynamoDbClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        var http = event.getRequestContext().getHttp();
        count(http.getSourceIp());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(service + event.getRawPath() + "?" + event.getRawQueryString()))
                .header("Accept", "application/json")
                .method(http.getMethod(), BodyPublishers.ofString(Optional.ofNullable(event.getBody()).orElse("")))
                .build();
        HttpResponse<String> response = send(request);
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(response.statusCode())
                .withHeaders(Map.of("content-type", response.headers().firstValue("content-type").orElse("text/plain")))
                .withBody(response.body())
                .build();
    }

    private void count(String client) {
        store.updateItem(UpdateItemRequest.builder()
                .tableName(table)
                .key(Map.of("pk", AttributeValue.fromS("floor:" + client), "sk", AttributeValue.fromS("count")))
                .updateExpression("SET n = if_not_exists(n, :zero) + :one")
                .expressionAttributeValues(Map.of(":zero", AttributeValue.fromN("0"), ":one", AttributeValue.fromN("1")))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
