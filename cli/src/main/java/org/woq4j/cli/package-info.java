/** The command {@code woq}. The only place that prints, and that ends the process. */
package org.woq4j.cli;
