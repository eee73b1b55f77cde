"""The record of a contract: what it holds, who exported it, and the export itself."""
