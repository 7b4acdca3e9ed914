package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Access rules": no spelling of a path or a query says something else to a rule than to a service. */
class AccessSpellingsTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String ACME = Platform.ACME;
    private static final String BETA = Platform.BETA;

    private final TestGateway gateway = new TestGateway();

    /** The text with the ids of the organizations that it names; {@code BA-ACME} stays. */
    private static String named(String text) {
        return text.replaceAll("(?<!BA-)ACME", ACME).replace("BETA", BETA);
    }

    private int status(Method method, String target) {
        return gateway.send(method, target, Body.EMPTY, "Cookie", ANN).status();
    }

    @ParameterizedTest
    @Words("""
            auth/api-key/system-token auth/api-key/system-token/ auth/api-key/system-token/more
            auth//api-key//system-token auth/API-KEY/System-Token auth/api-key%2Fsystem-token
            auth/api-key%252Fsystem-token auth/api-key%25252Fsystem-token auth/%61pi-key/system%2Dtoken
            auth/%2561pi-key/system-token auth/api-key;a=b/system-token;c auth/;x/api-key/system-token
            auth/%20api-key/system-token auth/api-key/system-token%3Bx better-auth/api-key/system-token
            better-auth//Onboarding/start better-auth/%6Fnboarding/start
            better-auth/team-invitations;x/send-invites auth/onboarding/callbacks/users
            auth/onboarding/callbacks auth/onboarding//callbacks/x auth/Onboarding/Callbacks/x
            auth/onboarding%2fcallbacks/x auth/onboarding/callbacks%2Fx auth/jwt/SYSTEM/generate
            auth/jwt%2Fsystem/generate auth/Onboarding/start auth//onboarding/start auth/%6Fnboarding/start
            auth/onboarding%2Fstart auth/Team-Invitations/send-invites auth/team%2Dinvitations/send-invites
            auth/x%2525252525y auth/%FF users users/ users// users/;x users/CREATE users/Create/
            users/by%2Dauth%2Did/bob users/By-Auth-Id/bob users/by-auth-id;x/bob users/x%FFy organizations/
            organizations/;x organizations/OnBoard organizations//onboard/ crawler-jobs/7//complete/
            crawler-jobs/7/Complete crawler-jobs/7/crawl%2Dcallback crawler-jobs/7%2Fcomplete
            crawler-jobs/7/complete;x ingest/Sessions/7/events ingest//sessions/7 ingest/sessions%2F7
            notifications/EMAIL notifications/email/ notifications//email notifications/e%6Dail
            notifications/email;x notifications/email%2Fbatch qna/INDEX qna/index/ qna//index qna/i%6Edex
            qna/i%256Edex qna/index;x
            """)
    void what_is_closed_is_closed_however_it_is_spelled(String path) {
        for (Method method : EnumSet.complementOf(EnumSet.of(Method.TRACE))) {
            assertThat(status(method, "/api/v1/" + path)).as(method.name()).isEqualTo(403);
            assertThat(status(method, "/api/v27/" + path)).as(method.name()).isEqualTo(403);
        }
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    /** A service may take a segment that holds nothing but a parameter, or a space, for an id. */
    @ParameterizedTest
    @CsvSource({
        "PATCH, auth/onboarding/;x/step/organization",
        "PATCH, auth/onboarding/%3Bx/step/organization",
        "PATCH, auth/onboarding/%253Bx/step/organization",
        "PATCH, auth/onboarding/%20/step/organization",
        "PATCH, auth/onboarding//;x//step/organization",
        "POST, auth/onboarding/;x/step/organization",
        "POST, auth/onboarding/;x/create-checkout",
        "POST, crawler-jobs/;x/complete",
        "POST, crawler-jobs/%20/crawl-callback",
        "GET, users/;x/me",
        "GET, patterns/organization/;x/" + ACME,
        "GET, billing/usage/;x/" + ACME,
    })
    void a_segment_without_a_name_is_an_id_too(Method method, String path) {
        String body =
                method == Method.GET ? "" : "{\"betterAuthOrgId\":\"ba-beta\",\"organizationId\":\"" + BETA + "\"}";

        assertThat(gateway.send(method, "/api/v1/" + path, Body.of(body), "Cookie", ANN)
                        .status())
                .isEqualTo(403);
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    /** Letter case, empty segments, a trailing slash and parameters of what is no id make no difference. */
    @ParameterizedTest
    @Words("""
            users/by-auth-id/ann users//by-auth-id//ann users/By-Auth-Id/ann/ users/by-auth-id;x=1/ann
            users/row-ann/Permissions organizations/by-auth-id/ba-acme/ organizations/ACME//members
            organizations/ACME/Context/ billing/Subscriptions/ACME patterns/ORGANIZATION/ACME/
            """)
    void what_is_own_stays_own_in_the_spellings_that_make_no_difference(String path) {
        assertThat(status(Method.GET, "/api/v1/" + named(path))).isEqualTo(200);
    }

    @ParameterizedTest
    @Words("""
            users/by-auth-id/ANN users/by-auth-id/%61nn users/by-auth-id/%2561nn users/by-auth-id%2Fann
            users/by-auth-id/ann;x users/by-auth-id/ann%3Bx users/by-auth-id/ann%20 users/by-auth-id/ann%2F
            users/by-auth-id/ann/more users/by-auth-id users/ROW-ann users/row%2Dann users/row-ann%2Fpermissions
            users/row-ann;x/permissions organizations/by-auth-id/BA-ACME organizations/by-auth-id/ACME
            organizations/4A1C555D-0000-4000-8000-D5D032A3C889
            organizations/%34a1c555d-0000-4000-8000-d5d032a3c889 organizations/ACME%2Fmembers
            organizations/ACME;x/members billing/subscriptions/ACME;x billing/subscriptions%2FBETA
            billing//usage//BETA billing/Invoices/BETA billing/payment%2Dmethods/BETA
            patterns/organization/%34a1c555d-0000-4000-8000-d5d032a3c889 patterns/organization%2FBETA
            patterns/Organization//BETA patterns/x;organization/organization;y/BETA patterns/organi%7Aation/BETA
            patterns/organi%257Aation/BETA patterns/organization/ACME/organization/BETA
            """)
    void an_id_in_any_but_its_plain_spelling_is_refused_and_so_is_anothers(String path) {
        assertThat(status(Method.GET, "/api/v1/" + named(path))).isEqualTo(403);
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "organizationId=ACME,200",
        "orgId=ACME,200",
        "organizationId=ba-acme,200",
        "a=1&organizationId=ACME&orgId=ACME,200",
        "organizationId=%34a1c555d-0000-4000-8000-d5d032a3c889,200",
        "ORGANIZATIONID=BETA,200",
        "xorganizationId=BETA,200",
        "x=organizationId%3DBETA,200",
        "organizationId=BETA,403",
        "orgId=BETA,403",
        "organizationId=ACME&organizationId=BETA,403",
        "organizationId=BETA&organizationId=ACME,403",
        "organizationId=ACME&orgId=BETA,403",
        "%6FrganizationId=BETA,403",
        "organization%49d=BETA,403",
        "organization%2549d=BETA,403",
        "organization%252549d=BETA,403",
        "organizationId[]=BETA,403",
        "organizationId%5B%5D=BETA,403",
        "organizationId[0]=BETA,403",
        "[organizationId]=BETA,403",
        "%5BorgId%5D=BETA,403",
        "[organizationId][]=BETA,403",
        "?organizationId=BETA,403",
        "[x]=BETA,200",
        "a=1;organizationId=BETA,403",
        "organizationId=ACME;x,403",
        "organizationId=,403",
        "organizationId,403",
        "organizationId=ACME%00,403",
        "organizationId=+ACME,403",
        "organizationId=4A1C555D-0000-4000-8000-D5D032A3C889,403",
    })
    void every_organization_that_a_query_names_is_the_callers_own(String query, int expected) {
        String raw = named(query);

        assertThat(status(Method.GET, "/api/v1/products/search?" + raw)).isEqualTo(expected);
        assertThat(gateway.platform().forwarded())
                .hasSize(expected == 200 ? 1 : 0)
                .allMatch(call -> call.uri().getRawQuery().equals(raw));
    }

    @Test
    @DefaultLocale("tr-TR")
    void letter_case_is_the_same_on_a_turkish_machine() {
        assertThat(status(Method.POST, "/api/v1/notifications/EMAIL")).isEqualTo(403);
        assertThat(status(Method.POST, "/api/v1/qna/INDEX")).isEqualTo(403);
        assertThat(status(Method.POST, "/api/v1/better-auth/TEAM-INVITATIONS/x"))
                .isEqualTo(403);
    }

    @Test
    void the_rest_of_the_services_is_open_as_it_was() {
        for (String path : new String[] {
            "auth/api-key/create",
            "auth/api-key",
            "auth/system-token",
            "auth/callbacks",
            "auth/organization/set-active",
            "products/100%25",
            "products/by-auth-id/bob",
            "crawler-jobs/complete",
            "notifications/emails",
            "qna/indexes",
            "billing/subscriptions",
            "patterns/organization"
        }) {
            assertThat(status(Method.POST, "/api/v1/" + path)).as(path).isEqualTo(200);
        }
    }

    @Test
    void public_paths_are_open_to_everyone_whatever_the_rules_say() {
        for (String path : new String[] {
            "users/health",
            "organizations/ready",
            "products/images/organization%2F" + BETA,
            "qna/health?organizationId=x"
        }) {
            assertThat(gateway.get("/api/v1/" + path).status()).as(path).isEqualTo(200);
        }
        assertThat(gateway.post("/api/v1/billing/webhook?organizationId=" + BETA, "{}")
                        .status())
                .isEqualTo(200);
    }
}
