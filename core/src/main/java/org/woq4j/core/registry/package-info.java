/** Which algorithms, formats and sources there are, and what a user's reference to one means. */
package org.woq4j.core.registry;
