/** The contract of an emitter: how a quantized weight is stored and which nodes read it. */
package org.woq4j.api.emit;
