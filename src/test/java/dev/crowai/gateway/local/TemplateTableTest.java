package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

class TemplateTableTest {
    @TempDir
    Path folder;

    @Test
    void reads_keys_lifetime_and_billing_past_the_short_tags() throws Exception {
        Path template = Files.writeString(folder.resolve("template.yaml"), """
                Resources:
                  Function:
                    Type: AWS::Serverless::Function
                    Properties:
                      Name: !Sub "${Name}-function"
                      Table: !If [HasTable, !Ref CacheTable, !GetAtt Other.Arn]
                  CacheTable:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      BillingMode: PAY_PER_REQUEST
                      AttributeDefinitions:
                        - { AttributeName: first, AttributeType: S }
                        - { AttributeName: second, AttributeType: N }
                      KeySchema:
                        - { AttributeName: first, KeyType: HASH }
                        - { AttributeName: second, KeyType: RANGE }
                      TimeToLiveSpecification: { AttributeName: until, Enabled: true }
                """);

        TableDefinition table = TemplateTable.read(template);

        assertThat(table.keys()).extracting(key -> key.attributeName()).containsExactly("first", "second");
        assertThat(table.keys()).extracting(key -> key.keyType()).containsExactly(KeyType.HASH, KeyType.RANGE);
        assertThat(table.attributes())
                .extracting(attribute -> attribute.attributeTypeAsString())
                .containsExactly("S", "N");
        assertThat(table.billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(table.timeToLiveAttribute()).isEqualTo("until");
    }

    @Test
    void says_what_a_template_lacks() throws Exception {
        Path template = Files.writeString(folder.resolve("template.yaml"), "Resources: {}\n");

        assertThatThrownBy(() -> TemplateTable.read(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/Resources/CacheTable/Properties");
    }
}
