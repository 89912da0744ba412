/**
 * Contracts that the implementer of an SPI extends, and wrappers that check every call of an
 * implementation. Numbers in names are those of the rules in docs/spi-contract.md.
 */
package org.woq4j.tck;
