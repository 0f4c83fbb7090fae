"""What the room keeps: algorithms and the types of decision they take part in."""

from parvis.algorithms.algorithm import Algorithm as Algorithm
from parvis.algorithms.decision import DecisionType as DecisionType
from parvis.algorithms.decision import Remedy as Remedy
from parvis.algorithms.explained.models import Case as Case
from parvis.algorithms.explained.models import CaseReading as CaseReading
from parvis.algorithms.explained.models import ExplainedDecision as ExplainedDecision
from parvis.algorithms.explained.models import RuleVersion as RuleVersion
from parvis.algorithms.parts import Assessment as Assessment
from parvis.algorithms.parts import Contribution as Contribution
from parvis.algorithms.parts import DataUse as DataUse
from parvis.algorithms.parts import Risk as Risk
