/**
 * The form of a tokenizer's file, checked before the native library reads it. {@link
 * org.woq4j.calibration.text.form.TokenizerForm} checks the whole.
 */
@NullMarked
package org.woq4j.calibration.text.form;

import org.jspecify.annotations.NullMarked;
