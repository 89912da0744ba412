/**
 * The configuration from which ONNX Runtime GenAI learns how to run a decoder. Its keys are those
 * that the model builder of ONNX Runtime GenAI writes.
 */
@NullMarked
package org.woq4j.documents.genai;

import org.jspecify.annotations.NullMarked;
