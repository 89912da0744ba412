/** What holds for an implementation of any SPI. */
package org.woq4j.tck.provider;
