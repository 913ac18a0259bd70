using Writ.Actors;

// The processes of the scenarios that stand apart from the test: a whole Writ that kills itself at a chosen step, an agent that outlives it, and one on Writ.Client.
return args switch
{
    ["host", var home, var config, var step, var count] => await DoomedHost.RunAsync(home, config, int.Parse(step), int.Parse(count)),
    ["agent", var home] => await SteadyAgent.RunAsync(home),
    ["svid"] => await SvidPrinter.RunAsync(),
    ["opener", var binding] => await ClientAgent.OpenAsync(Enum.Parse<Writ.Client.Binding>(binding)),
    ["offers", var binding] => await ClientAgent.OfferAsync(Enum.Parse<Writ.Client.Binding>(binding)),
    ["takes-up", var binding, var offer] => await ClientAgent.TakeUpAsync(Enum.Parse<Writ.Client.Binding>(binding), offer),
    ["client", var binding] => await ClientAgent.RunAsync(Enum.Parse<Writ.Client.Binding>(binding)),
    _ => 3,
};
