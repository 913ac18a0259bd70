using Writ.Actors;

// The processes of the scenarios that must die and go on apart from the test: a whole Writ that kills itself at a chosen step, an agent that outlives it, and one that gives its identity away.
return args switch
{
    ["host", var home, var config, var step, var count] => await DoomedHost.RunAsync(home, config, int.Parse(step), int.Parse(count)),
    ["agent", var home] => await SteadyAgent.RunAsync(home),
    ["svid"] => await SvidPrinter.RunAsync(),
    _ => 3,
};
