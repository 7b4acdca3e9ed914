package dev.crowai.gateway.gateway;

import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The long form of {@link SpecificationModelTest}, under {@code mvn -Psoak verify} alone. */
class SpecificationModelSoak extends SpecificationModelTest {
    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    void thousands_of_sequences_keep_to_the_model(@ForAll("sequences") List<Step> steps) {
        play(steps);
    }
}
