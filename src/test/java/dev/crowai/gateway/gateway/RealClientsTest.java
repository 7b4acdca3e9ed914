package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls that the platform's own clients make: each must go through, and reach its service as it was sent. */
class RealClientsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void count_nothing() {
        gateway.with("RATE_LIMIT_MODE", "off");
    }

    private void assertGoesThrough(String call, String... headers) {
        String[] words = call.replace("ACME", Platform.ACME).split(" ", 3);
        String target = "/api/v1/" + words[1];
        Body body = Body.of(words.length > 2 ? words[2] : "");

        assertThat(gateway.send(Method.valueOf(words[0]), target, body, headers).status())
                .isEqualTo(200);
        assertThat(gateway.platform().theForwarded().uri().toString()).endsWith(target);
        assertThat(gateway.platform().theForwarded().body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET users/by-auth-id/ann",
                "PATCH users/row-ann/profile {\"name\":\"Ann\"}",
                "GET users/row-ann/preferences",
                "PATCH users/row-ann/preferences {\"theme\":\"dark\"}",
                "GET users/row-ann/profile-picture",
                "POST users/row-ann/profile-picture picture",
                "GET users/row-ann/permissions",
                "GET users/search-email?email=bob@beta.test",
                "GET organizations/by-auth-id/ba-acme",
                "GET organizations/ACME",
                "PATCH organizations/ACME {\"name\":\"Acme\"}",
                "GET organizations/ACME/context",
                "POST organizations/ACME/context/trigger {}",
                "GET interactions/organization/ACME/recent",
                "GET patterns/organization/ACME/weekly",
                "GET products/organization/ACME/all?page=2",
                "GET chat/sessions/organization/ACME/list",
                "GET products?organizationId=ACME",
                "GET billing/subscriptions/ACME",
                "GET billing/usage/ACME?from=2026-01-01",
                "GET billing/invoices/ACME",
                "GET billing/payment-methods/ACME",
                "GET billing/plans",
                "POST billing/checkout/session {\"plan\":\"pro\"}",
                "POST billing/billing-builders {}",
                "POST billing/portal-session {}",
                "GET crawler-jobs",
                "POST crawler-jobs {\"url\":\"https://acme.test\"}",
                "GET auth/organization/list",
                "POST auth/organization/set-active {\"organizationId\":\"ba-acme\"}",
                "GET auth/organization/get-full-organization?organizationId=ba-acme",
                "POST auth/team-invitations/send-invites {\"inviterId\":\"ann\",\"emails\":[\"x@acme.test\"]}",
                "GET auth/team-invitations/validate/token-7",
            })
    void a_call_of_the_dashboard(String call) {
        assertGoesThrough(call, "Cookie", "better-auth.session_token=ann.sig");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST users/user-builders {\"betterAuthUserId\":\"newcomer\"}",
                "POST users/user-builders/7/finalize {\"authId\":\"newcomer\"}",
                "POST auth/onboarding/start {\"betterAuthUserId\":\"newcomer\"}",
                "GET auth/onboarding/user/newcomer",
                "PATCH auth/onboarding/7/step/profile {\"betterAuthUserId\":\"newcomer\",\"name\":\"N\"}",
                "POST auth/onboarding/7/create-checkout {\"plan\":\"pro\"}",
                "GET users/by-auth-id/newcomer",
                "GET users/row-newcomer",
            })
    void a_call_of_a_sign_up_before_there_is_an_organization(String call) {
        assertGoesThrough(call, "Cookie", "better-auth.session_token=new.sig");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST users/check-emails {\"emails\":[\"x@acme.test\"]}",
                "PATCH auth/onboarding/7/step/organization {\"betterAuthOrgId\":\"ba-acme\",\"betterAuthUserId\":\"ann\"}",
                "POST auth/onboarding/7/create-checkout {\"organizationId\":\"ACME\"}",
            })
    void a_call_of_a_sign_up_once_the_organization_is_active(String call) {
        assertGoesThrough(call, "Cookie", "better-auth.session_token=ann.sig");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST qna/sessions {}",
                "POST qna/sessions/7/messages {\"text\":\"?\"}",
                "GET qna/sessions/7/messages",
                "POST auth/sign-up/email {\"email\":\"x@acme.test\"}",
                "GET products/images/red.png",
            })
    void a_call_of_the_landing_page_without_a_credential(String call) {
        assertGoesThrough(call);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET users",
                "POST users {\"organizationId\":\"ACME\"}",
                "GET users/by-auth-id/bob",
                "POST organizations/onboard {}",
                "GET organizations/by-auth-id/ba-beta",
                "POST auth/api-key/system-token {}",
                "POST auth/onboarding/callbacks/users {}",
                "POST crawler-jobs/7/complete [1]",
                "POST notifications/email {\"to\":\"x@acme.test\"}",
                "POST qna/index {}",
                "GET ingest/sessions/7/events",
                "GET products?organizationId=any",
                "PATCH auth/onboarding/7/step/organization {\"a\":1,\"a\":2}",
            })
    void a_call_of_a_service_with_the_internal_key(String call) {
        assertGoesThrough(call, "X-Internal-Key", Platform.INTERNAL_KEY);
    }
}
