/** The engine: from a request to a quantized model and a report of what happened. */
package org.woq4j.core;
