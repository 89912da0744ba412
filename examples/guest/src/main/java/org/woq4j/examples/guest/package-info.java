/** An example of woq4j in a program in which other libraries use ONNX Runtime. */
@NullMarked
package org.woq4j.examples.guest;

import org.jspecify.annotations.NullMarked;
