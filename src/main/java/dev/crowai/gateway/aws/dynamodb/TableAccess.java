package dev.crowai.gateway.aws.dynamodb;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;

/**
 * Where DynamoDB is and who asks.
 *
 * @param endpoint with scheme and host; its path is not used
 * @param region that requests are signed for
 * @param credentials asked again and again, since they may expire
 */
public record TableAccess(URI endpoint, Region region, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {

    /**
     * The SDK's standard way: endpoint ({@code AWS_ENDPOINT_URL_DYNAMODB}, {@code AWS_ENDPOINT_URL}, the profile, else
     * that of the region, dual-stack and FIPS included) and region are found now, credentials by the default chain when
     * they are needed. An endpoint of the account ({@code AWS_ACCOUNT_ID_ENDPOINT_MODE}) is not used.
     *
     * @throws SdkClientException when there is no region
     */
    public static TableAccess standard() {
        Region region = DefaultAwsRegionProviderChain.builder().build().getRegion();
        String profile = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
        URI endpoint = AwsClientEndpointProvider.builder()
                .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB")
                .serviceEndpointOverrideSystemProperty("aws.endpointUrlDynamoDb")
                .serviceProfileProperty("dynamodb")
                .profileFile(ProfileFile::defaultProfileFile)
                .profileName(profile)
                .resolveFromOverrides()
                .orElseGet(() -> ofRegion(region));
        return new TableAccess(
                endpoint, region, DefaultCredentialsProvider.builder().build());
    }

    private static URI ofRegion(Region region) {
        return DynamoDbEndpointProvider.defaultProvider()
                .resolveEndpoint(parameters -> parameters
                        .region(region)
                        .useDualStack(DualstackEnabledProvider.builder()
                                .build()
                                .isDualstackEnabled()
                                .orElse(false))
                        .useFips(FipsEnabledProvider.builder()
                                .build()
                                .isFipsEnabled()
                                .orElse(false)))
                .join()
                .endpointUrl()
                .toUri();
    }
}
