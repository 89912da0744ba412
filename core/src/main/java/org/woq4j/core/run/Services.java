package org.woq4j.core.run;

import java.util.Optional;
import java.util.function.Supplier;
import org.woq4j.core.algebra.ChosenLinearAlgebra;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.ModelVerifier;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.RecipeWriter;

/**
 * What a run calls.
 *
 * @param registry algorithms, formats and sources
 * @param linearAlgebra dense products and factorizations
 * @param runner runs the float model; asked for only where statistics are needed
 * @param verifier runs what was written; empty where there is none
 * @param recipeWriter writes the recipe that is recorded; empty where there is none
 */
public record Services(
    Registry registry,
    ChosenLinearAlgebra linearAlgebra,
    Supplier<ModelRunner> runner,
    Optional<ModelVerifier> verifier,
    Optional<RecipeWriter> recipeWriter) {}
