package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Words;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoggedPathTest {

    @ParameterizedTest
    @Words("""
            / /api/v1/products/1 /api/v1/products/ /api/v1//products//1 /api/v1/products/images/a%2Fb.min.jpg
            /api/v1/auth/reset-password /api/v1/auth/team-invitations /api/v1/auth/team-invitations-list/7
            /api/v1/products/scarecrow_1 /api/v1/products/eggs.large.brown.jpg /api/v1/products/1.2.3
            """)
    void shows_an_ordinary_path_as_it_is(String path) {
        assertThat(LoggedPath.of(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/v1/auth/team-invitations/S3CRET             | /api/v1/auth/team-invitations/***
                    /api/v1/auth/team-invitations/S3CRET/accept      | /api/v1/auth/team-invitations/***/***
                    /api/v1/auth/team-invitations/validate/S3CRET    | /api/v1/auth/team-invitations/***/***
                    /api/v1/auth/team-invitations//S3CRET/           | /api/v1/auth/team-invitations//***/
                    /api/v1/auth/reset-password/S3CRET               | /api/v1/auth/reset-password/***
                    /api/v1/better-auth/Reset-PASSWORD/S3CRET        | /api/v1/better-auth/Reset-PASSWORD/***
                    /api/v1/auth/reset%2Dpassword/S3CRET             | /api/v1/auth/reset%2Dpassword/***
                    /api/v1/auth/reset%252Dpassword/S3CRET           | /api/v1/auth/reset%252Dpassword/***
                    /api/v1/auth/reset-password%2FS3CRET             | /api/v1/auth/***
                    /api/v1/auth/reset-password%252FS3CRET/x         | /api/v1/auth/***/***
                    /api/v1/auth/a%2Freset-password/S3CRET           | /api/v1/auth/a%2Freset-password/***
                    /api/v1/auth/reset-password%2FS3CRET%2Freset-password | /api/v1/auth/***
                    /api/v1/auth/reset-password;token=S3CRET         | /api/v1/auth/***
                    /api/v1/auth/x%0A%2Freset-password/S3CRET        | /api/v1/auth/x%0A%2Freset-password/***
                    /reset-password/S3CRET                           | /reset-password/***
                    /api/v1/auth/crow_S3CRET/x                       | /api/v1/auth/***/x
                    /api/v1/auth/%63row_S3CRET                       | /api/v1/auth/***
                    /api/v1/auth/crow%5FS3CRET                       | /api/v1/auth/***
                    /api/v1/auth/key=crow_S3CRET                     | /api/v1/auth/***
                    /crow_S3CRET                                     | /***
                    /api/v1/mcp/eyJhbGciOiJSUzI1NiJ9.S3.CRET/tools   | /api/v1/mcp/***/tools
                    /api/v1/mcp/eyJhbGciOiJSUzI1NiJ9                 | /api/v1/mcp/***
                    /api/v1/mcp/Bearer%20eyJhbGciOiJub25lIn0.S3.     | /api/v1/mcp/***
                    /api/v1/mcp/token_eyJhbGciOiJub25lIn0%2ES3%2ECT  | /api/v1/mcp/***
                    /api/v1/mcp/ewogImFsZyI6ICJub25lIn0.S3.CRET      | /api/v1/mcp/***
                    """)
    void hides_what_may_be_a_secret(String path, String shown) {
        assertThat(LoggedPath.of(path)).isEqualTo(shown);
    }

    @Test
    void is_cut_at_1024_characters() {
        assertThat(LoggedPath.of("/" + "a".repeat(5000))).hasSize(1024);
        assertThat(LoggedPath.of("/" + "a".repeat(1023))).hasSize(1024);
    }

    @Test
    void a_secret_across_the_cut_stays_hidden() {
        String path = "/" + "a".repeat(1020) + "/crow_S3CRET";

        assertThat(LoggedPath.of(path)).isEqualTo("/" + "a".repeat(1020) + "/**");
    }

    @Test
    void letter_case_is_the_same_in_a_turkish_locale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            assertThat(LoggedPath.of("/api/v1/auth/TEAM-INVITATIONS/S3CRET"))
                    .isEqualTo("/api/v1/auth/TEAM-INVITATIONS/***");
        } finally {
            Locale.setDefault(before);
        }
    }
}
