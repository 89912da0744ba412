package org.woq4j.core.report;

/**
 * A section of a report: a record that only groups values of the record around it. Written reports
 * list the values of a section directly among those of that record.
 */
public interface ReportSection {}
