/** Half-Quadratic Quantization, a plugin for woq4j. */
package com.example.hqq;
