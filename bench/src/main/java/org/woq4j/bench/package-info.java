/** Benchmarks; see the README of this module for how to run them beside their peers. */
package org.woq4j.bench;
