/** Options as data: what validates them also describes them. */
package org.woq4j.api.option;
