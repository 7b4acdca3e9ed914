package dev.crowai.gateway.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The words of a text, one a test: a long list of names without a line for each. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Words.Provider.class)
public @interface Words {
    /** Words with white space between them. */
    String value();

    /** Gives each word as an argument. */
    final class Provider implements ArgumentsProvider, AnnotationConsumer<Words> {
        private String text = "";

        @Override
        public void accept(Words words) {
            text = words.value();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return Stream.of(text.strip().split("\\s+", -1)).map(Arguments::of);
        }
    }
}
