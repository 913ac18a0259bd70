using Writ.Actors;

// The processes of the scenarios that must die and go on apart from the test: a whole Writ that kills itself at a chosen step, and an agent that outlives it.
return args switch
{
    ["host", var home, var config, var step, var count] => await DoomedHost.RunAsync(home, config, int.Parse(step), int.Parse(count)),
    ["agent", var home] => await SteadyAgent.RunAsync(home),
    _ => 3,
};
