/** Arguments that several commands share: what makes a request, and where plugins come from. */
package org.woq4j.cli.arguments;
