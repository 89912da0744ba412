/** A run in a process: its progress, its interruption, and which of Java's compilers it needs. */
package org.woq4j.cli.run;
