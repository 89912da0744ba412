/**
 * An example of a model that woq4j made small and fast, in LangChain4j with its own ONNX Runtime.
 */
@NullMarked
package org.woq4j.examples.langchain4j;

import org.jspecify.annotations.NullMarked;
