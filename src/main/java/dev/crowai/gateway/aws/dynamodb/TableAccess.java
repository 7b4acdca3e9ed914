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
 * The address of DynamoDB and the credentials for it.
 *
 * @param endpoint scheme and host; its path is not used
 * @param region the region for which requests are signed
 * @param credentials the provider, which is called repeatedly, because credentials may expire
 */
public record TableAccess(URI endpoint, Region region, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {

    /**
     * The SDK's standard way. The region and the endpoint are found now; the endpoint is {@code
     * AWS_ENDPOINT_URL_DYNAMODB}, {@code AWS_ENDPOINT_URL}, the one of the profile, or else the one of the region
     * (including dual-stack and FIPS). The default chain finds the credentials when they are needed. An account-based
     * endpoint ({@code AWS_ACCOUNT_ID_ENDPOINT_MODE}) is not used.
     *
     * @throws SdkClientException when no region is configured
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
