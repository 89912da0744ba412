/** What commands print: tables, sizes, counts and the summary of a run. */
package org.woq4j.cli.output;
