/**
 * Calibration data from a text file, tokenized with the model's own tokenizer. {@link
 * org.woq4j.calibration.text.TextSource} is the source, with the id {@code text}. {@code
 * SampleFile} and {@code SampleReader} read the samples, {@code Tokenizer} turns them into tokens
 * after {@link org.woq4j.calibration.text.form.TokenizerForm} has checked its file, and {@code
 * TextBatches} makes the tensors that {@code TokenInputs} found in the model.
 */
@NullMarked
package org.woq4j.calibration.text;

import org.jspecify.annotations.NullMarked;
